using System.Runtime.CompilerServices;

namespace EdgeAppliance.Core.Behaviour;

/// <summary>One of each kind.</summary>
[InlineArray(5)]
internal struct Anomalies
{
    private Anomaly _first;
}
