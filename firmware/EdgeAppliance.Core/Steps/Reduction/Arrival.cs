namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>How a reading's time lies to the newest before it.</summary>
internal enum Arrival
{
    InOrder,
    Late,

    /// <summary>The first of all, or the clock was set back: all begins anew with it.</summary>
    Anew,
}
