namespace EdgeAppliance.Core.Behaviour;

/// <summary>What a device does wrong.</summary>
/// <param name="Channel">Whose value it is; null where it is none.</param>
/// <param name="Seen">When it began to count: readings a second, bytes, the value, seconds, or the number.</param>
/// <param name="Limit">What it broke; for a sequence the number that was due.</param>
/// <param name="Age">How long it lasts.</param>
public sealed record BehaviourAnomaly(BehaviourKind Kind, string? Channel, double Seen, double Limit, TimeSpan Age);
