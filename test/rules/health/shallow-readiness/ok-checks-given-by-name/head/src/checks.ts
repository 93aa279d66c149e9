export interface Check {
  name: string;
  core: boolean;
  run(): Promise<boolean>;
}

async function ask(check: Check) {
  try {
    return { name: check.name, healthy: await check.run() };
  } catch {
    return { name: check.name, healthy: false };
  }
}

export async function askAll(checks: Check[], onlyCore: boolean) {
  const wanted = onlyCore ? checks.filter((check) => check.core) : checks;
  return Promise.all(wanted.map(ask));
}
