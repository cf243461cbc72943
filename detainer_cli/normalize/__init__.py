"""Places, crimes and citizenships -> codes, by rules that can be read."""
