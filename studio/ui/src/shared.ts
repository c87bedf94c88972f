// A value that several parts of the page show.
import { useEffect, useState } from "preact/hooks";

export interface Shared<T> {
  get(): T;
  set(value: T): void;
  use(): T;
}

export const shared = <T>(first: T): Shared<T> => {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      listeners.forEach((listener) => listener());
    },
    use() {
      const [, draw] = useState(0);
      useEffect(() => {
        const listener = () => draw((count) => count + 1);
        listeners.add(listener);
        return () => void listeners.delete(listener);
      }, []);
      return value;
    },
  };
};
