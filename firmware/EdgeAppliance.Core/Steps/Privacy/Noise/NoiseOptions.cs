using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Privacy.Noise;

internal sealed record NoiseOptions(LeavingOptions Leaving, NoiseMechanism Mechanism, ImmutableArray<NoiseChannelOptions> Channels, BudgetOptions Budget);
