"""HJJ: the carbon footprint of vocational education, as tables and notebooks."""
