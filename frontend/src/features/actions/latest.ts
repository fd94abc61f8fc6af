/** One call at a time; of the wishes that come meanwhile only the newest is kept. */

export interface Latest<Wish> {
  ask: (wish: Wish) => void;
  stop: () => void;
}

export function createLatest<Wish, Result>(
  run: (wish: Wish, signal: AbortSignal) => Promise<Result>,
  onResult: (result: Result, wish: Wish) => void,
  onError: (error: unknown) => void,
): Latest<Wish> {
  const abort = new AbortController();
  let waiting: { wish: Wish } | undefined;
  let busy = false;

  async function drain() {
    busy = true;
    while (waiting && !abort.signal.aborted) {
      const { wish } = waiting;
      waiting = undefined;
      try {
        const result = await run(wish, abort.signal);
        if (!abort.signal.aborted) onResult(result, wish);
      } catch (error) {
        if (!abort.signal.aborted) onError(error);
      }
    }
    busy = false;
  }

  return {
    ask: (wish) => {
      waiting = { wish };
      if (!busy) void drain();
    },
    stop: () => abort.abort(),
  };
}
