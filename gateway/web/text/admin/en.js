export default {
  "admin.home.title": "Administration",
  "admin.home.welcome": "Run the day.",
};
