namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>How a reading's time lies to those before it.</summary>
internal enum AlignTime
{
    Usual,

    /// <summary>So far off that the reading is dropped.</summary>
    Strange,

    /// <summary>All begins anew with it.</summary>
    First,
}
