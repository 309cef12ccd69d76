namespace EdgeAppliance.Edgectl.Simulate;

/// <param name="Topic">A <c>{device}</c> in it becomes the device's name.</param>
/// <param name="PerSecond">Readings a second of each device; 0 for as many as go.</param>
/// <param name="Count">Readings of each device; 0 for no end.</param>
/// <param name="InFlight">Readings of each device that may wait for their acknowledgement.</param>
/// <param name="FirstSequence">The first reading's <c>seq</c>: a source with that key takes a number that it had for a reading sent again.</param>
internal sealed record SimulateOptions(string Host, int Port, string Topic, int Devices, double PerSecond, long Count, int Seed, int InFlight, long FirstSequence)
{
    /// <summary>Of every device, each under its own name; null where the broker takes everybody.</summary>
    public string? Password { get; init; }
}
