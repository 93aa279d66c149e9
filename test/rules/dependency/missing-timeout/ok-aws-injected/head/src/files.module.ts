import { S3Client } from '@aws-sdk/client-s3';
import { Module } from '@nestjs/common';
import { FilesService } from './files.service';

const requestHandler = { requestTimeout: 2000, throwOnRequestTimeout: true };

@Module({
  providers: [FilesService, { provide: S3Client, useFactory: () => new S3Client({ requestHandler }) }],
})
export class FilesModule {}
