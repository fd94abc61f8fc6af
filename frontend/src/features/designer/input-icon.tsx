/** A small drawing of what a network is given, or asked. */

const DRAWINGS: Record<string, string> = {
  vector: "M4 5h16v4H4zM4 10h16v4H4zM4 15h16v4H4zM10 5v14M15 5v14",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01",
  sound: "M3 12h2l1-4 2 8 2-12 2 16 2-12 2 8 1-4h4",
  text: "M5 6h14M5 10h14M5 14h10M5 18h7",
  "time-series": "M4 4v16h16M6 15l4-5 3 3 6-7",
  sequence: "M4 9h4v6H4zM10 9h4v6h-4zM16 9h4v6h-4zM8 12h2M14 12h2",
  video: "M4 6h16v12H4zM8 6v12M16 6v12M4 10h4M4 14h4M16 10h4M16 14h4",
  volume: "M12 3l8 4v10l-8 4-8-4V7zM12 11l8-4M12 11v10M12 11L4 7",
  binary: "M12 4v16M5 12h.01M5.500 8a4 4 0 1 0 0 8M18.500 8a4 4 0 1 1 0 8",
  "single-label": "M5 7h9M5 12h14M5 17h6M17 7l1 1 2-3",
  "multi-label": "M5 6l1.500 1.500L9 5M5 12l1.500 1.500L9 11M5 18l1.500 1.500L9 17M12 6h7M12 12h7M12 18h7",
  regression: "M4 4v16h16M6 17L19 6M8 12h.01M12 14h.01M13 8h.01M17 10h.01",
};

export function InputIcon({ name }: { name: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="100%"
      height="100%"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={DRAWINGS[name] ?? "M5 5h14v14H5z"} />
    </svg>
  );
}
