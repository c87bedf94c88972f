import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

type Props = { anchor: Element | null; onClose?: () => void; children: ComponentChildren } & JSX.IntrinsicElements["div"];

// What floats below an element, or above it where there is more room. In the top layer, which no box clips.
export const Popup = ({ anchor, onClose, children, ...rest }: Props) => {
  const own = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => own.current!.showPopover(), []);
  useLayoutEffect(() => {
    if (!anchor) return;
    const box = own.current!;
    const { left, top, bottom } = anchor.getBoundingClientRect();
    const [below, above] = [innerHeight - bottom - 8, top - 8];
    const isBelow = below >= Math.min(box.scrollHeight, 240) || below >= above;
    box.style.maxHeight = `${Math.max(80, Math.min(isBelow ? below : above, 480))}px`;
    box.style.left = `${Math.max(4, Math.min(left, innerWidth - box.offsetWidth - 4))}px`;
    box.style.top = isBelow ? `${bottom + 2}px` : `${Math.max(4, top - 2 - box.offsetHeight)}px`;
  });
  useLayoutEffect(() => {
    if (!onClose) return;
    const outside = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!own.current?.contains(target) && !anchor?.contains(target)) onClose();
    };
    addEventListener("pointerdown", outside, true);
    return () => removeEventListener("pointerdown", outside, true);
  });
  return (
    <div {...rest} ref={own} popover="manual" class={"popup " + (typeof rest.class === "string" ? rest.class : "")}>
      {children}
    </div>
  );
};
