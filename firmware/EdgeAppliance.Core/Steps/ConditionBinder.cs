using System.Text.Json;

namespace EdgeAppliance.Core.Steps;

/// <summary>Reads a condition under <c>when</c>, where there is one, and the words that it may use under <c>constants</c>.</summary>
internal static class ConditionBinder
{
    public static (string When, Dictionary<string, double> Constants) Bind(StepConfiguration configuration)
    {
        string when = configuration.Text("when", "");
        var constants = BindConstants(configuration);
        if (when.Length > 0 && ConditionParser.Parse(when, constants, out string? error) is null) configuration.Report("when", error!);
        return (when, constants);
    }

    public static Dictionary<string, double> BindConstants(StepConfiguration configuration)
    {
        var constants = new Dictionary<string, double>();
        foreach (var (name, value) in configuration.Members("constants"))
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)) constants[name] = number;
            else configuration.Report($"constants.{name}", "must be a number.");
        }
        return constants;
    }
}
