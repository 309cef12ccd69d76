using System.Collections.Immutable;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>Reads a <c>compute</c> step's configuration.</summary>
internal static class ComputeBinder
{
    public static ComputeOptions Bind(StepConfiguration configuration)
    {
        var channels = ImmutableArray.CreateBuilder<string>();
        var expressions = ImmutableArray.CreateBuilder<Expression>();
        foreach (var (channel, value) in configuration.Members("channels"))
        {
            string? error = "must be an expression such as \"volts * amps\".";
            if (value.ValueKind == JsonValueKind.String && ExpressionParser.Parse(value.GetString()!, out error) is { } expression)
            {
                channels.Add(channel);
                expressions.Add(expression);
            }
            else configuration.Report($"channels.{channel}", error!);
        }
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: names, each with an expression such as \"volts * amps\".");
        return new ComputeOptions(channels.ToImmutable(), expressions.ToImmutable(), ConditionBinder.BindConstants(configuration));
    }
}
