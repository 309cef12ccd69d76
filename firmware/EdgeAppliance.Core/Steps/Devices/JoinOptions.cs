namespace EdgeAppliance.Core.Steps.Devices;

/// <param name="Columns">The channels that are joined.</param>
/// <param name="Texts">What the numbers of each of them stand for; null where they are numbers.</param>
/// <param name="Devices">A device's value for each of them; NaN where the table has none.</param>
/// <param name="Others">For devices that are not named; null for none.</param>
internal sealed record JoinOptions(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>?> Texts, IReadOnlyDictionary<string, double[]> Devices, double[]? Others)
{
    /// <summary>A channel whose number chooses the row, instead of the device's name; null for none.</summary>
    public string? By { get; init; }

    /// <summary>The rows by number.</summary>
    public IReadOnlyDictionary<double, double[]> Numbers { get; init; } = new Dictionary<double, double[]>();
}
