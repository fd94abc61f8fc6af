import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/styles.css";
import "@/i18n/setup";
import { createRoot } from "react-dom/client";
import { App } from "@/app";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
