using System.Collections.Immutable;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>Reads an <c>align</c> step's configuration.</summary>
internal static class AlignBinder
{
    public static AlignOptions Bind(StepConfiguration configuration)
    {
        var grid = TimeGrid.Bind(configuration);
        var inputs = BindInputs(configuration);
        string method = configuration.Text("method", "previous");
        if (method is not ("previous" or "linear")) configuration.Report("method", "must be previous or linear.");
        long latenessUs = (long)configuration.Duration("lateness", TimeSpan.FromSeconds(1)).TotalMicroseconds;
        long maxAgeUs = grid.BindSpan(configuration, "maxAge");
        string? late = configuration.Has("late") ? configuration.Text("late", "late") : null;
        if (inputs.Any(input => input.Name == late)) configuration.Report("late", "is the name of a joined channel.");
        return new AlignOptions(inputs, grid, method == "linear", latenessUs, maxAgeUs) { Late = late };
    }

    private static ImmutableArray<AlignInput> BindInputs(StepConfiguration configuration)
    {
        var inputs = ImmutableArray.CreateBuilder<AlignInput>();
        foreach (var (name, value) in configuration.Members("channels"))
        {
            string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            int slash = text.LastIndexOf('/');
            if (slash > 0 && slash < text.Length - 1) inputs.Add(new AlignInput(name, text[..slash], text[(slash + 1)..]));
            else configuration.Report($"channels.{name}", "must be a text such as \"pump-1/flow\": a device and its channel.");
        }
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: names, each with a device and its channel, as in \"pump-1/flow\".");
        return inputs.ToImmutable();
    }
}
