namespace EdgeAppliance.Edgectl.Terminal;

/// <summary>What comes in from outside to every command.</summary>
internal sealed record Surroundings(Screen Screen, TimeProvider Time);
