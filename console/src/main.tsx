import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { chooseLanguage, preferredLanguage } from "./app/language";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no place for the console");
await chooseLanguage(preferredLanguage());
createRoot(root).render(<App />);
