module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.changeColumn('orders', 'courierId', {
      type: Sequelize.UUID,
      allowNull: true,
      references: { model: 'couriers', key: 'id' },
    });
  },
  async down(queryInterface) {
    await queryInterface.removeConstraint('orders', 'orders_courierId_fkey');
  },
};
