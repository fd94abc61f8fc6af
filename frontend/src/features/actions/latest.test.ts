import { describe, expect, it } from "vitest";
import { createLatest } from "@/features/actions/latest";

describe("the latest wish", () => {
  it("is answered last, and those it overtook are never sent", async () => {
    const sent: number[] = [];
    const answers: number[] = [];
    await new Promise<void>((resolve) => {
      const latest = createLatest(
        (wish: number) => {
          sent.push(wish);
          return new Promise<number>((answer) => setTimeout(() => answer(wish * 10), 5));
        },
        (result) => {
          answers.push(result);
          if (result === 30) resolve();
        },
        () => undefined,
      );
      [1, 2, 3].forEach((wish) => latest.ask(wish));
    });
    expect(sent).toEqual([1, 3]);
    expect(answers).toEqual([10, 30]);
  });

  it("goes on after a refusal", async () => {
    const errors: unknown[] = [];
    await new Promise<void>((resolve) => {
      const latest = createLatest(
        (wish: number) => (wish === 1 ? Promise.reject(new Error("no")) : Promise.resolve(wish)),
        () => resolve(),
        (error) => {
          errors.push(error);
          latest.ask(2);
        },
      );
      latest.ask(1);
    });
    expect(errors).toHaveLength(1);
  });

  it("says nothing once it is stopped", async () => {
    const answers: number[] = [];
    const latest = createLatest(
      (wish: number) => Promise.resolve(wish),
      (result) => answers.push(result),
      () => answers.push(-1),
    );
    latest.ask(1);
    latest.stop();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(answers).toEqual([]);
  });
});
