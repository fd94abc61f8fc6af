import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { readFields } from "@/components/schema-form/fields";
import { BeforeAfter } from "@/features/studio/before-after";
import { curved } from "@/features/studio/curved";
import { movedTo } from "@/features/studio/wipe";

function show() {
  render(
    <MantineProvider>
      <BeforeAfter before="/before.png" after="/after.png" label="The dream" />
    </MantineProvider>,
  );
  return screen.getByRole("slider");
}

it("moves the line between before and after by keys, and stops at the edges", async () => {
  const user = userEvent.setup();
  const slider = show();
  slider.focus();

  await user.keyboard("{ArrowRight}{PageUp}");
  expect(slider.getAttribute("aria-valuenow")).toBe("61");
  await user.keyboard("{Home}{ArrowLeft}");
  expect(slider.getAttribute("aria-valuenow")).toBe("0");
  await user.keyboard("{End}{ArrowRight}");
  expect(slider.getAttribute("aria-valuenow")).toBe("100");
  expect(slider.getAttribute("aria-valuetext")).toContain("100");
});

it("leaves keys that do not move it to the page", () => {
  const slider = show();

  expect(fireEvent.keyDown(slider, { key: "Tab" })).toBe(true);
  expect(slider.getAttribute("aria-valuenow")).toBe("50");
});

it("shows the result alone when the picture before is gone", () => {
  show();

  fireEvent.error(screen.getByAltText(""));

  expect(screen.queryByRole("slider")).toBeNull();
  expect(screen.getByAltText("The dream").getAttribute("src")).toBe("/after.png");
});

it("follows a pointer, also past the edges", () => {
  expect(movedTo(150, 100, 200)).toBe(25);
  expect(movedTo(50, 100, 200)).toBe(0);
  expect(movedTo(900, 100, 200)).toBe(100);
});

it("gives small values of a wide range as much room as large ones, and every step moves", () => {
  const [field] = readFields({ properties: { strength: { type: "number", minimum: 1, maximum: 100, default: 10 } } });
  if (!field) throw new Error("no field");
  const scale = curved(field);

  expect(scale.place(10)).toBeCloseTo(0.5);
  expect([scale.value(0), scale.value(0.5), scale.value(1)]).toEqual([1, 10, 100]);
  for (let step = 1; step <= 100; step += 1) {
    expect(scale.value(step / 100)).toBeGreaterThan(scale.value((step - 1) / 100));
  }
});
