namespace EdgeAppliance.Daemon.Configuration;

internal static class PipelineReader
{
    private static readonly string[] s_steps = ["select", "convert", "window", "normalize", "infer", "alarm", "deadband", "aggregate"];

    public static PipelineConfiguration Read(string name, ConfigSection section)
    {
        var from = section.TextNodes("from");
        if (from.Count == 0) section.Errors.Add(section.Node.Line, section.Path("from"), "must name at least one source");
        var steps = new List<StepConfiguration>();
        foreach (var step in section.List("steps"))
            if (ReadStep(step) is { } read) steps.Add(read);
        var to = section.TextNodes("to");
        section.RefuseUnknownKeys();
        return new PipelineConfiguration(name, Texts(from), steps, Texts(to));
    }

    /// <summary>Reports sources and uplinks that pipelines name and that there are not.</summary>
    public static void CheckNames(ConfigSection file, ApplianceConfiguration configuration)
    {
        foreach (var (_, section) in file.Sections("pipelines"))
        {
            CheckNames(section, "from", "source", file.Find("sources"), configuration.Sources.Keys);
            CheckNames(section, "to", "uplink", file.Find("uplinks"), configuration.Uplinks.Keys);
        }
    }

    private static void CheckNames(ConfigSection section, string key, string what, ConfigNode? all, IEnumerable<string> names)
    {
        if (section.Find(key) is not { } value) return;
        foreach (var node in value.Kind == ConfigKind.List ? value.Items : [value])
        {
            // A source that is there but wrong has its own message already.
            if (node.Kind != ConfigKind.Text || (all is { Kind: ConfigKind.Object } && all.Members.ContainsKey(node.Text))) continue;
            string? near = Spelling.Nearest(node.Text, names);
            section.Errors.Add(node, $"there is no {what} '{node.Text}'" + (near is null ? "" : $"; did you mean '{near}'?"));
        }
    }

    private static StepConfiguration? ReadStep(ConfigSection section)
    {
        string type = section.RequiredText("type");
        if (type.Length == 0) return null;
        if (Array.IndexOf(s_steps, type) >= 0) return new StepConfiguration(type, section.Node);
        // As it is written: what a placeholder stands for may be a secret.
        section.Errors.Add(section.Find("type")!, $"must be one of {string.Join(", ", s_steps)}, not '{section.Find("type")!.Text}'");
        return null;
    }

    private static List<string> Texts(IReadOnlyList<ConfigNode> nodes)
    {
        var texts = new List<string>(nodes.Count);
        foreach (var node in nodes) texts.Add(node.Text);
        return texts;
    }
}
