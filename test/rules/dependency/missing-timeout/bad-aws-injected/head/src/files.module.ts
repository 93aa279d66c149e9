import { S3Client } from '@aws-sdk/client-s3';
import { Module } from '@nestjs/common';
import { FilesService } from './files.service';

@Module({
  providers: [FilesService, { provide: S3Client, useFactory: () => new S3Client({ region: 'eu-west-1' }) }],
})
export class FilesModule {}
