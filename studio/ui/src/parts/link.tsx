import type { ComponentChildren, JSX } from "preact";
import { go } from "../route";

type Props = { to: string; children: ComponentChildren } & Omit<JSX.IntrinsicElements["a"], "href">;

// A link inside the page.
export const Link = ({ to, children, ...rest }: Props) => (
  <a
    {...rest}
    href={to}
    onClick={(event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(to);
    }}
  >
    {children}
  </a>
);
