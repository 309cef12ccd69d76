namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <param name="Total">What a stream may spend in a period, in thousand-millionths: of ε for Laplace, of zCDP's ρ for Gauss. Both add up over readings.</param>
internal sealed record BudgetOptions(NoiseMechanism Mechanism, long Total, long PeriodUs);
