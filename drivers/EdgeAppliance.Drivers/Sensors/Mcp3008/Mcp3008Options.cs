using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Drivers.Sensors.Mcp3008;

/// <param name="Inputs">Against ground, such as <c>a0</c>, or against its neighbour, such as <c>a0-a1</c>.</param>
internal sealed record Mcp3008Options(IReadOnlyList<string> Inputs, double ReferenceVolts)
{
    // In the order of the control bits D2 D1 D0, differential first (DS21295, table 5-2).
    private static readonly string[] s_known =
        ["a0-a1", "a1-a0", "a2-a3", "a3-a2", "a4-a5", "a5-a4", "a6-a7", "a7-a6", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"];

    private readonly int[] _codes = [.. Inputs.Select(input => Array.IndexOf(s_known, input))];

    public static string Channel(string input) => $"{input.Replace('-', '_')}_volts";

    public int InputCode(int input) => _codes[input];

    /// <summary>Binds <c>inputs</c> and <c>referenceVolts</c>.</summary>
    public static Mcp3008Options Bind(StepConfiguration settings)
    {
        var inputs = settings.Texts("inputs");
        for (int i = 0; i < inputs.Count; i++)
            if (!s_known.Contains(inputs[i])) settings.Report($"inputs[{i}]", $"must be one of {string.Join(", ", s_known)}.");
        return new Mcp3008Options(inputs.Count > 0 ? inputs : s_known[8..], SensorBinder.Number(settings, "referenceVolts", 3.3, 0.25, 5.5));
    }
}
