namespace EdgeAppliance.Core.Configuration;

/// <summary>One thing that is wrong with a configuration, in the words the operator reads.</summary>
/// <param name="Line">From 1; 0 where the fault is in no line, such as a file that cannot be read.</param>
/// <param name="Path">Keys joined by dots, list places in brackets: <c>pipelines.pump.steps[0].size</c>.</param>
internal sealed record ConfigError(string File, int Line, string Path, string Text)
{
    public override string ToString() => Path.Length == 0 ? $"{File}:{Line}: {Text}" : $"{File}:{Line}: {Path}: {Text}";
}
