// The relations between models: boxes that are links, with routes between them, or the same as a list.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { call, isAbort } from "../../api";
import { models } from "../../models";
import { Link } from "../../parts/link";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { go, type Route, type Stage, url, withQuery } from "../../route";
import { number, t, type Word } from "../../words";
import { arrow, path } from "./route";
import { around, fitted, type View, ZOOM } from "./view";

export interface Box {
  model: string;
  title: string | null;
  // Null for a target that is not among the models.
  fields: number | null;
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Relation {
  from: number;
  to: number;
  field: string;
  title: string | null;
  many: boolean;
  onDelete: string;
  points: [number, number][];
}

interface Drawn {
  boxes: Box[];
  routes: Relation[];
  width: number;
  height: number;
}

const titleOf = (box: Box) => box.title || box.model;
const to = (box: Box) => url(["models", box.model]);

export const DiagramPage = ({ route }: { route: Route }) => {
  const known = models.use();
  const stage: Stage = route.query.get("stage") === "prod" ? "prod" : "pre";
  const linked = route.query.get("linked") === "1";
  const isList = route.query.get("as") === "list";
  const wanted = route.query.get("find") ?? "";
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = () => {
    const abort = new AbortController();
    call<Drawn>("diagram", { stage, linked }, abort.signal).then(
      (drawn) => (setDrawn(drawn), setError(null)),
      (error) => !isAbort(error) && setError(error),
    );
    return () => abort.abort();
  };
  useEffect(read, [stage, linked, known]);
  useEffect(() => {
    document.title = `${t("diagram")} · ${stage} · weda studio`;
  }, [stage]);
  const setQuery = (changes: Record<string, string | null>, replace = false) => go(withQuery(route, changes), replace);

  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (target.closest("input, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
      const keys: Record<string, () => void> = {
        l: () => setQuery({ as: isList ? null : "list" }),
        "/": () => document.getElementById("diagram-find")?.focus(),
        p: () => setQuery({ stage: stage === "pre" ? "prod" : null }),
      };
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  const matches = (box: Box) => wanted !== "" && [box.model, titleOf(box)].some((text) => text.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <div class="diagram-page">
      <div class="tools">
        <h1>
          <Link to="/models">{t("page.models")}</Link> › {t("diagram")}
        </h1>
        {drawn && <span class="dim small">{t("diagram.counts", { models: number(drawn.boxes.length), relations: number(drawn.routes.length) })}</span>}
        <span class="space" />
        <input
          id="diagram-find"
          type="search"
          class="find"
          placeholder={t("diagram.find")}
          aria-label={t("diagram.find")}
          value={wanted}
          onInput={(event) => setQuery({ find: event.currentTarget.value || null }, true)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setQuery({ find: null }, true);
            if (event.key !== "Enter") return;
            const found = [...document.querySelectorAll<HTMLElement>(".found")];
            const now = found.indexOf(document.activeElement as HTMLElement);
            found[(now + 1) % found.length]?.focus();
          }}
        />
        <label class="small">
          <input type="checkbox" checked={linked} onInput={(event) => setQuery({ linked: event.currentTarget.checked ? "1" : null })} /> {t("diagram.linked")}
        </label>
        <button aria-pressed={isList} onClick={() => setQuery({ as: isList ? null : "list" })}>
          {t("diagram.list")} <kbd>L</kbd>
        </button>
      </div>
      {error !== null && <Strip error={error} again={read} />}
      {drawn && drawn.boxes.length === 0 && <p class="empty pad">{t(linked ? "diagram.none" : "models.none")}</p>}
      {drawn && drawn.boxes.length > 0 && (isList ? <AsList drawn={drawn} matches={matches} wanted={wanted} /> : <Canvas drawn={drawn} matches={matches} wanted={wanted} />)}
    </div>
  );
};

interface Props {
  drawn: Drawn;
  matches: (box: Box) => boolean;
  wanted: string;
}

const Canvas = ({ drawn, matches, wanted }: Props) => {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View | null>(null);
  const [active, setActive] = useState<number | null>(null);
  const drag = useRef<{ x: number; y: number; view: View } | null>(null);
  const fit = () => setView(fitted(drawn, frame.current!));
  useLayoutEffect(fit, [drawn]);
  const zoom = (by: number, x?: number, y?: number) => {
    const box = frame.current!.getBoundingClientRect();
    setView((view) => view && around(view, by, x === undefined ? box.width / 2 : x - box.x, y === undefined ? box.height / 2 : y - box.y));
  };
  useEffect(() => {
    // Not by a property: a listener that may keep the page from scrolling must say so.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
    };
    const element = frame.current!;
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);

  // A box that gets the focus outside of the window is brought into it.
  const show = (box: Box) => {
    const { clientWidth: width, clientHeight: height } = frame.current!;
    setView((view) => {
      if (!view) return view;
      const [left, top] = [box.x * view.scale + view.x, box.y * view.scale + view.y];
      const isSeen = left >= 0 && top >= 0 && left + box.width * view.scale <= width && top + box.height * view.scale <= height;
      return isSeen ? view : { ...view, x: width / 2 - (box.x + box.width / 2) * view.scale, y: height / 2 - (box.y + box.height / 2) * view.scale };
    });
    // The browser scrolls to what gets the focus, and would move what is drawn.
    frame.current!.scrollTo(0, 0);
  };

  // The nearest box in a direction.
  const next = (from: Box, dx: number, dy: number) => {
    const middle = (box: Box) => [box.x + box.width / 2, box.y + box.height / 2] as const;
    const [x, y] = middle(from);
    let best: [number, number] | null = null;
    drawn.boxes.forEach((box, index) => {
      const [toX, toY] = middle(box);
      const along = (toX - x) * dx + (toY - y) * dy;
      const aside = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
      if (box === from || along <= 0 || aside > along * 3) return;
      const distance = along + aside * 2;
      if (!best || distance < best[0]) best = [distance, index];
    });
    if (best) document.getElementById(`box-${best[1]}`)?.focus();
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = (event.target as HTMLElement).dataset["box"];
    const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (way && on !== undefined) next(drawn.boxes[Number(on)]!, ...way);
    else if (way) setView((view) => view && { ...view, x: view.x - way[0] * 80, y: view.y - way[1] * 80 });
    else if (event.key === "+" || event.key === "=") zoom(ZOOM);
    else if (event.key === "-") zoom(1 / ZOOM);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const isNear = (relation: Relation) => active !== null && (relation.from === active || relation.to === active);
  const scale = view?.scale ?? 1;
  return (
    <div
      class={"canvas" + (active !== null ? " lit" : "")}
      ref={frame}
      tabIndex={0}
      role="group"
      aria-label={t("diagram.label")}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        if (event.button !== 0 || (event.target as HTMLElement).closest("a, button") || !view) return;
        drag.current = { x: event.clientX, y: event.clientY, view };
        frame.current!.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const from = drag.current;
        if (from) setView({ ...from.view, x: from.view.x + event.clientX - from.x, y: from.view.y + event.clientY - from.y });
      }}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
    >
      {view && (
        <div class="sheet" style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`, width: drawn.width, height: drawn.height }}>
          <svg width={drawn.width} height={drawn.height} aria-hidden="true">
            {drawn.routes.map((relation, index) => (
              <g key={index} class={"relation" + (isNear(relation) ? " near" : "") + (drawn.boxes[relation.to]!.fields === null ? " gone" : "")}>
                <path d={path(relation.points)} fill="none" />
                <path class="tip" d={arrow(relation.points)} />
                <Label relation={relation} />
              </g>
            ))}
          </svg>
          {drawn.boxes.map((box, index) => (
            <Link
              key={box.model}
              id={`box-${index}`}
              data-box={index}
              class={"model" + (box.fields === null ? " gone" : "") + (matches(box) ? " found" : wanted ? " aside" : "")}
              to={to(box)}
              draggable={false}
              style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
              aria-label={`${titleOf(box)} ${box.model}, ${told(drawn, index)}`}
              onFocus={() => (setActive(index), show(box))}
              onBlur={() => setActive(null)}
              onMouseEnter={() => setActive(index)}
              onMouseLeave={() => setActive(null)}
            >
              <strong>
                <Visible text={titleOf(box)} />
              </strong>
              <span class="dim small">
                <code>
                  <Visible text={box.model} />
                </code>{" "}
                {box.fields === null ? t("diagram.gone") : t("diagram.fields", { count: box.fields })}
              </span>
            </Link>
          ))}
        </div>
      )}
      <div class="zoom" role="group" aria-label={t("diagram.zoom")}>
        <button onClick={() => zoom(1 / ZOOM)} aria-label={t("diagram.out")} title={t("diagram.out") + " (-)"}>
          −
        </button>
        <span class="dim small" role="status">
          {Math.round(scale * 100)} %
        </span>
        <button onClick={() => zoom(ZOOM)} aria-label={t("diagram.in")} title={t("diagram.in") + " (+)"}>
          +
        </button>
        <button onClick={fit}>
          {t("diagram.fit")} <kbd>0</kbd>
        </button>
      </div>
    </div>
  );
};

const Label = ({ relation }: { relation: Relation }) => {
  const [first, second] = relation.points;
  const isForward = second![0] >= first![0];
  const label = relation.title || relation.field;
  return (
    <text x={first![0] + (isForward ? 8 : -8)} y={first![1] - 4} text-anchor={isForward ? "start" : "end"}>
      {[...label].length > 12 ? [...label].slice(0, 11).join("") + "…" : label}
      {relation.many ? "  N:N" : ""}
    </text>
  );
};

// What a model relates to, in words.
const told = (drawn: Drawn, index: number) => {
  const out = drawn.routes.filter((relation) => relation.from === index);
  const into = drawn.routes.filter((relation) => relation.to === index);
  const names = out.map((relation) => `${relation.title || relation.field} → ${titleOf(drawn.boxes[relation.to]!)}`);
  return [t("diagram.told", { out: out.length, into: into.length }), ...names].join("; ");
};

const AsList = ({ drawn, matches, wanted }: Props) => (
  <ul class="relations">
    {drawn.boxes.map((box, index) => {
      const out = drawn.routes.filter((relation) => relation.from === index);
      const into = drawn.routes.filter((relation) => relation.to === index && relation.from !== index);
      return (
        <li key={box.model} class={wanted && !matches(box) ? "aside" : ""}>
          <h2>
            <Link to={to(box)} class={matches(box) ? "found" : ""}>
              <Visible text={titleOf(box)} />
            </Link>{" "}
            <code>
              <Visible text={box.model} />
            </code>{" "}
            {box.fields === null && <span class="badge warn">{t("diagram.gone")}</span>}
          </h2>
          {out.length + into.length === 0 && <p class="dim small">{t("diagram.alone")}</p>}
          <ul>
            {out.map((relation) => (
              <li key={relation.field}>
                <Visible text={relation.title || relation.field} />{" "}
                <code class="dim">
                  <Visible text={relation.field} />
                </code>{" "}
                → <Other box={drawn.boxes[relation.to]!} /> <span class="dim small">
                  {t(relation.many ? "diagram.many" : "diagram.one")}
                  {relation.onDelete !== "nothing" && " · " + t(("onDelete." + relation.onDelete) as Word)}
                </span>
              </li>
            ))}
            {into.map((relation) => (
              <li key={"from-" + relation.from + relation.field} class="dim">
                {t("diagram.from")} <Other box={drawn.boxes[relation.from]!} />：<Visible text={relation.title || relation.field} />
              </li>
            ))}
          </ul>
        </li>
      );
    })}
  </ul>
);

const Other = ({ box }: { box: Box }) => (
  <Link to={to(box)}>
    <Visible text={titleOf(box)} />
  </Link>
);
