import { Controller, Get } from '@nestjs/common';
import { DataSource } from 'typeorm';

@Controller('books')
export class BooksController {
  constructor(private readonly db: DataSource) {}

  @Get()
  list() {
    return this.db.query('select id from books limit 20');
  }
}
