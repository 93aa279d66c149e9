export interface Check {
  name: string;
}

function nameOf(check: Check) {
  return check.name;
}

export function askAll(checks: Check[]) {
  return checks.map(nameOf);
}
