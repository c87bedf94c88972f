import { render } from "preact";
import { App } from "./app";
import { load } from "./models";
import "./style/studio.css";
import "./style/frame.css";
import "./style/records.css";
import "./style/bulk.css";
import "./style/requests.css";
import "./style/faults.css";
import "./style/profile.css";
import "./style/pad.css";
import "./style/diagram.css";
import "./style/transfers.css";

void load();
render(<App />, document.getElementById("app")!);
