"""Pictures of a family: genogram, ecomap, timeline. Models without drawing, their layout, and the SVG."""
