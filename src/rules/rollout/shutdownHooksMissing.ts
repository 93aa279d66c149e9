// Catches Nest hooks for shutdown that are never called.
// onApplicationShutdown and the grace period of Terminus run on a signal only after app.enableShutdownHooks().
// bad:  const app = await NestFactory.create(AppModule); await app.listen(3000);
// good: app.enableShutdownHooks(); await app.listen(3000);
import { defineRule } from '../../core/rule';
import { hooksFix } from './shutdownFix';

const files = (main: string) => ({
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node dist/main.js" }, "dependencies": { "@nestjs/core": "11.0.0" } }',
  'src/main.ts': `import { NestFactory } from '@nestjs/core';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n${main}  await app.listen(3000);\n}\nbootstrap();\n`,
  'src/queue.service.ts':
    "import { Injectable, OnApplicationShutdown } from '@nestjs/common';\n@Injectable()\nexport class QueueService implements OnApplicationShutdown {\n  async onApplicationShutdown() {\n    await this.queue.close();\n  }\n}\n",
});

export const shutdownHooksMissing = defineRule({
  id: 'rollout/shutdown-hooks-missing',
  meta: {
    title: 'Shutdown hooks that nobody calls',
    why: 'Nest calls these hooks on SIGTERM only when shutdown hooks are enabled. Queues are not drained and connections not closed: each deployment cuts off what is running.',
    todo: 'Call app.enableShutdownHooks() before the application listens.',
    severity: 'warning',
    sources: ['https://docs.nestjs.com/fundamentals/lifecycle-events#application-shutdown'],
    examples: [
      { title: 'Hooks without enableShutdownHooks', head: files(''), expect: ['rollout/shutdown-hooks-missing'] },
      { title: 'Enabled', head: files('  app.enableShutdownHooks();\n'), expect: [] },
    ],
  },
  reads: ['shutdown.handled'],
  within: 'service',
  by: () => 'nest',
  judge(c) {
    const facts = c.head.of('shutdown.handled');
    const main = facts.find((fact) => fact.application !== undefined);
    const first = facts.flatMap((fact) => fact.hooks ?? [])[0];
    if (!main || !first) return undefined;
    if (
      facts.some(
        (fact) =>
          fact.hooksEnabled ||
          (fact.signals.includes('SIGTERM') &&
            fact.closes.some((name) => /(?:^|\.)app\.close$|^nestApp|application\.close/.test(name))),
      )
    )
      return undefined;
    return {
      what: `${first.name} never runs on SIGTERM: shutdown hooks are not enabled`,
      subject: 'shutdown hooks',
      at: first.at,
      evidence: [{ at: main.at, note: 'the application is created here, without enableShutdownHooks()' }],
      fixes: hooksFix(main),
    };
  },
});
