namespace EdgeAppliance.Core.Steps;

/// <summary>output = input × <paramref name="Scale"/> + <paramref name="Offset"/>.</summary>
public sealed record ChannelConversion(string Channel, double Scale, double Offset)
{
    /// <summary>The unit of what comes out, by its UCUM code; null where it is not known.</summary>
    public string? To { get; init; }
}
