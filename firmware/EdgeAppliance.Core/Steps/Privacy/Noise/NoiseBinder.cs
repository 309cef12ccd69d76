using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>Reads a <c>noise</c> step's configuration.</summary>
internal static class NoiseBinder
{
    /// <summary>Thousand-millionths, in which budgets are counted.</summary>
    private const double Units = 1e9;
    private const double BudgetMax = 1e6;

    public static NoiseOptions Bind(StepConfiguration configuration)
    {
        string mechanism = configuration.Text("mechanism", "laplace");
        if (mechanism is not ("laplace" or "gaussian")) configuration.Report("mechanism", "must be laplace or gaussian.");
        var kind = mechanism == "gaussian" ? NoiseMechanism.Gaussian : NoiseMechanism.Laplace;
        double delta = configuration.Number("delta", 1e-6);
        if (kind == NoiseMechanism.Laplace && configuration.Has("delta")) configuration.Report("delta", "belongs to the gaussian mechanism.");
        else if (delta is not (>= 1e-15 and <= 0.01)) configuration.Report("delta", "must be from 1e-15 to 0.01: how likely the promise may be broken.");
        var calibration = new NoiseCalibration(kind, Math.Clamp(delta, 1e-15, 0.01));
        var channels = ImmutableArray.CreateBuilder<NoiseChannelOptions>();
        foreach (var (channel, value) in configuration.Members("channels"))
            if (NoiseChannelBinder.Bind(channel, configuration.Nested("channels", channel, value), calibration) is { } bound) channels.Add(bound);
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: channels with low, high and epsilon.");
        var budget = BindBudget(configuration, calibration);
        long cost = channels.Sum(channel => channel.Cost);
        if (budget is not null && cost > budget.Total) configuration.Report("budget.epsilon", "is less than one reading costs, so none would ever leave.");
        return new NoiseOptions(LeavingOptions.Bind(configuration, [.. channels.Select(channel => channel.Name)]), kind, channels.ToImmutable(), budget ?? new BudgetOptions(kind, 0, 1));
    }

    private static BudgetOptions? BindBudget(StepConfiguration configuration, NoiseCalibration calibration)
    {
        if (!configuration.TryGet("budget", out var value))
        {
            configuration.Report("budget", "is missing: an epsilon, and every, after which it renews.");
            return null;
        }
        var budget = configuration.Nested("budget", value);
        double epsilon = budget.Number("epsilon", 0);
        bool isGood = epsilon is >= NoiseChannelBinder.EpsilonMin and <= BudgetMax;
        if (!isGood) budget.Report("epsilon", $"must be from {NoiseChannelBinder.EpsilonMin} to {BudgetMax}.");
        if (!budget.Has("every")) budget.Report("every", "is missing: a duration such as \"1d\", after which the budget renews.");
        var every = budget.Duration("every", TimeSpan.FromDays(1));
        budget.RefuseUnknown();
        return isGood ? new BudgetOptions(calibration.Mechanism, (long)Math.Floor(calibration.Loss(epsilon) * Units), Math.Max(1, (long)every.TotalMicroseconds)) : null;
    }
}
