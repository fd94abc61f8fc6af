import { describe, expect, it } from "vitest";
import { curvesOfHistory, newestPictures, rowsOf, shownEpochs } from "@/features/timeline/epochs";

const file = (name: string) => ({ name, url: `/${name}` });

describe("the epochs of a training", () => {
  it("come in order, whatever the order of the files", () => {
    const files = ["epoch-0010.png", "epoch-0002.state", "frame-0001.webp", "epoch-0002.png", "model.onnx"].map(file);
    expect(shownEpochs(files, [])).toEqual([
      { epoch: 2, picture: "/epoch-0002.png", forkable: true },
      { epoch: 10, picture: "/epoch-0010.png", forkable: false },
    ]);
  });

  it("grow while it runs; what a finished job kept goes before what its stream told", () => {
    const live = [
      { epoch: 1, url: "/staged", state: true },
      { epoch: 2, url: undefined, state: true },
    ];
    expect(shownEpochs([], live)).toEqual([{ epoch: 1, picture: "/staged", forkable: true }]);
    expect(shownEpochs([file("epoch-0001.png")], live)).toEqual([{ epoch: 1, picture: "/epoch-0001.png", forkable: true }]);
  });
});

describe("the newest picture", () => {
  it("is the last frame, else the last epoch", () => {
    const epochs = [{ epoch: 1, url: "/epoch", state: true }];
    expect(newestPictures({ frames: [file("a"), file("b")], epochs, steering: [] })).toEqual(["/b", "/a", "/epoch"]);
    expect(newestPictures({ frames: [], epochs, steering: [] })).toEqual(["/epoch"]);
  });
});

describe("the history of a report", () => {
  it("becomes curves, and curves become rows of a chart", () => {
    const curves = curvesOfHistory({ history: [{ d_loss: 1, g_loss: 2 }, { d_loss: 0.5, other: 3 }] });
    expect(rowsOf(curves, ["d_loss", "g_loss"])).toEqual([
      { epoch: 1, d_loss: 1, g_loss: 2 },
      { epoch: 2, d_loss: 0.5 },
    ]);
  });
});
