// Sums of decimal numbers, exact in every digit.
const parse = (text: string): [bigint, number] | null => {
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (!found) return null;
  const [, sign, whole, fraction = "", power = "0"] = found;
  const digits = BigInt(sign! + whole! + fraction);
  const places = fraction.length - Number(power);
  return places < 0 ? [digits * 10n ** BigInt(-places), 0] : [digits, places];
};

// The sum of two numbers in text form, or null if one is none.
export const sum = (first: string, second: string): string | null => {
  const [a, b] = [parse(first), parse(second)];
  if (!a || !b) return null;
  const places = Math.max(a[1], b[1]);
  const total = a[0] * 10n ** BigInt(places - a[1]) + b[0] * 10n ** BigInt(places - b[1]);
  const sign = total < 0n ? "-" : "";
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  return sign + whole + (fraction && "." + fraction);
};
