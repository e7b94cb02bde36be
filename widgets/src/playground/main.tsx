import "./zodWithoutEval";
import "../shared/theme/theme.css";
import "./page.css";
import { render } from "preact";
import { App } from "./App";
import { addressOf, rememberInAddress } from "./address";

const root = document.getElementById("root");
const start = addressOf(window.location);
if (start.token) rememberInAddress({ q: start.query, listing: start.listing });
if (root) render(<App start={start} />, root);
