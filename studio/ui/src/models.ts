// The models of the source.
import { call, type Refused, setReads } from "./api";
import type { Stage } from "./route";
import { shared } from "./shared";

export interface Option {
  key: string;
  label: string | null;
}

export interface Kind {
  name: string;
  set?: string | null;
  options?: Option[];
  item?: Kind;
  fields?: Field[];
  target?: string | null;
  object?: boolean;
  onDelete?: string;
}

export interface Field {
  key: string;
  title: string | null;
  description: string | null;
  line: number;
  required: boolean;
  unique: boolean;
  system: boolean;
  writable: boolean;
  stored: boolean;
  default: unknown;
  minimum: number | null;
  maximum: number | null;
  maxLength: number | null;
  pattern: string | null;
  position: number | null;
  type: string;
  format: string;
  // The key of the other side of a relation, which its target may lack.
  inverse: string | null;
  kind: Kind;
}

export interface Served {
  identifier: string;
  title: string | null;
  description: string | null;
  system: boolean;
  primary: string | null;
  count: number | null;
  fields: Field[];
}

export interface Model {
  pre: Served | null;
  prod: Served | null;
  published: boolean;
}

export interface About {
  name: string;
  envId: string;
  version: string;
  emulator: boolean;
  write: boolean;
  sql: boolean;
  files: boolean;
  // The calls that only read.
  reads: string[];
}

export const about = shared<About | null>(null);
export const models = shared<Model[] | null>(null);
export const failure = shared<Refused | null>(null);

export const load = async () => {
  try {
    const [first, second] = await Promise.all([
      about.get() ?? call<About>("about"),
      call<Model[]>("models"),
    ]);
    setReads(first.reads);
    if (!about.get()) about.set(first);
    models.set(second);
    failure.set(null);
  } catch (error) {
    failure.set(error as Refused);
  }
};

export const idOf = (model: Model) => (model.pre ?? model.prod)!.identifier;

export const titleOf = (model: Served | Field) => model.title || ("key" in model ? model.key : model.identifier);

export const find = (identifier: string, stage: Stage): Served | null =>
  models.get()?.find((model) => idOf(model) === identifier)?.[stage] ?? null;

// The order of columns: the primary one, required ones, the declared order, the system's fields last.
export const ordered = (model: Served): Field[] => {
  const rank = (field: Field) =>
    field.key === model.primary ? 0 : field.system ? 3 : field.required ? 1 : 2;
  const position = (field: Field) => field.position ?? Number.MAX_SAFE_INTEGER;
  return [...model.fields].sort((a, b) => rank(a) - rank(b) || position(a) - position(b));
};
