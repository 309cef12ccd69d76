namespace EdgeAppliance.Core.Behaviour;

/// <summary>How one kind of behaviour is judged. A verdict is a reading's, or with <see cref="BehaviourKind.Rate"/> a window's and with
/// <see cref="BehaviourKind.Silence"/> a second's.</summary>
/// <param name="RaiseAfter">Wrong verdicts in a row.</param>
/// <param name="ClearAfter">Right ones.</param>
public sealed record BehaviourRule(BehaviourAction Action, int RaiseAfter, int ClearAfter)
{
    /// <summary>NaN where there is no such limit.</summary>
    public double Least { get; init; } = double.NaN;

    /// <inheritdoc cref="Least"/>
    public double Most { get; init; } = double.NaN;

    /// <summary>Whether the limits come from what the device does at first.</summary>
    public bool IsLearnt { get; init; }
}
