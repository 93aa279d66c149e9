import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

@Module({ imports: [TerminusModule.forRoot({ gracefulShutdownTimeoutMs: 5_000 })] })
export class HealthModule {}
