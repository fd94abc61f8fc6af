import { describe, expect, it } from "vitest";
import { photoCurl, photoOf, photoSource, readPhotosQuestion, searchOf } from "@/features/images/photo";

const EXAMPLES = [{ image: "/9j/abc", label: "cat" }];

describe("the photo in the address", () => {
  it("is the same after it was written", () => {
    for (const photo of [{ sample: "river" }, { upload: "up_1" }, { example: 0 }]) {
      expect(photoOf(searchOf(photo), 1)).toEqual(photo);
    }
  });

  it("is none where the address names an example that the version lacks", () => {
    expect(photoOf({ example: 3 }, 1)).toBeUndefined();
    expect(photoOf({}, 1)).toBeUndefined();
  });
});

describe("a photo", () => {
  it("is shown from where it is kept", () => {
    expect(photoSource({ sample: "river" }, [])).toBe("/api/v1/pictures/river?size=512");
    expect(photoSource({ upload: "up_1" }, [])).toBe("/api/v1/uploads/up_1/content");
    expect(photoSource({ example: 0 }, EXAMPLES)).toBe("data:image/jpeg;base64,/9j/abc");
  });

  it("goes as a file of a form, whatever it is", () => {
    expect(photoCurl("http://x", "pets", "predict", { upload: "up_1" }, [])).toBe(
      "curl -s 'http://x/api/v1/uploads/up_1/content' |\n  curl -s http://x/api/v1/models/pets/predict \\\n  -F 'image=@-;filename=photo.jpg'",
    );
    expect(photoCurl("http://x", "pets", "explain", { example: 0 }, EXAMPLES)).toContain("echo '/9j/abc' | base64 -d");
  });
});

describe("a version's question", () => {
  it("may have neither classes nor examples", () => {
    expect(readPhotosQuestion(null)).toEqual({ labels: [], examples: [] });
  });
});
