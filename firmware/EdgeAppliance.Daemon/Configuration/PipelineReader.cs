using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.Daemon.Configuration;

internal static class PipelineReader
{
    private static readonly StepPlan s_nothing = new([]);

    public static PipelineConfiguration Read(string name, ConfigSection section, StepCatalog catalog)
    {
        if (name == HealthRecords.Stream) section.Errors.Add(section.Node, $"'{name}' is the appliance's own stream; choose another name");
        var from = section.TextNodes("from");
        if (from.Count == 0) section.Errors.Add(section.Node.Line, section.Path("from"), "must name at least one source");
        var steps = section.Find("steps");
        var plan = steps is null ? s_nothing : BindSteps(steps, section, catalog);
        bool isPrivate = section.Boolean("private", false);
        if (isPrivate && plan is not null) CheckPrivate(section, plan);
        var to = section.TextNodes("to");
        section.RefuseUnknownKeys();
        string fingerprint = steps is null ? "" : section.Fingerprint(steps);
        return new PipelineConfiguration(name, Texts(from), plan ?? s_nothing, fingerprint, Texts(to)) 
        {
            Models = steps is null ? [] : ModelsOf(steps),
            IsPrivate = isPrivate,
        };
    }

    /// <summary>Reports sources and uplinks that pipelines and watches name and that there are not.</summary>
    public static void CheckNames(ConfigSection file, ApplianceConfiguration configuration)
    {
        foreach (var (_, section) in file.Sections("pipelines"))
        {
            CheckNames(section, "from", "source", file.Find("sources"), configuration.Sources.Keys);
            CheckNames(section, "to", "uplink", file.Find("uplinks"), configuration.Uplinks.Keys);
        }
        foreach (var (_, section) in file.Sections("watches")) CheckNames(section, "from", "source", file.Find("sources"), configuration.Sources.Keys);
    }

    private static List<string> ModelsOf(ConfigNode steps)
    {
        var models = new List<string>();
        foreach (var step in steps.Items)
            if (step.Members.TryGetValue("model", out var model) && model.Kind == ConfigKind.Text && !models.Contains(model.Text)) models.Add(model.Text);
        return models;
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

    /// <summary>Whatever comes in, what goes out must have been through a step that hands on only what somebody has named.</summary>
    private static void CheckPrivate(ConfigSection section, StepPlan plan)
    {
        if (plan.ClearedBy < 0)
            section.Errors.Add(section.Find("private")!, "needs a step that hands on only what it names: drop with except, kthreshold, blur, or generalise, pseudonymise or noise without \"others\": \"keep\"");
        else if (plan.TellsUncleared is >= 0 and var at)
            section.Errors.Add(section.Find("steps")!.Items[at], "makes records of channels that are not cleared; in a private pipeline it stands behind the privacy step");
    }

    private static StepPlan? BindSteps(ConfigNode steps, ConfigSection section, StepCatalog catalog)
    {
        using var json = JsonDocument.Parse(ConfigText.Json(steps));
        var wrong = new List<StepError>();
        var plan = catalog.Bind(json.RootElement, steps.Path, wrong, section.Fill);
        foreach (var error in wrong) section.Errors.Add(steps.Nearest(error.Path).Line, error.Path, error.Text.TrimEnd('.'));
        return plan;
    }

    private static List<string> Texts(IReadOnlyList<ConfigNode> nodes)
    {
        var texts = new List<string>(nodes.Count);
        foreach (var node in nodes) texts.Add(node.Text);
        return texts;
    }
}
