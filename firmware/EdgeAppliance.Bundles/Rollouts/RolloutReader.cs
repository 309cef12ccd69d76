using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>Reads <c>rollout</c> of the custom part of a bundle's manifest among the targets; <see cref="RolloutWriter"/> has the format.</summary>
/// <remarks>A member that is not known is no detail: it may be a condition that this software does not keep. Such a rollout is for nobody here.</remarks>
public static class RolloutReader
{
    public const string Member = "rollout";
    private const int StagesMax = 32;
    private const int WindowsMax = 64;
    private const int IdsMax = 10_000;
    private const int TagsMax = 32;
    private const int TextMax = 200;
    private const long SecondsMax = 366L * 86_400;

    private static readonly string[] s_members = ["id", "state", "stage", "stages", "to", "windows", "notBefore", "spreadS", "force"];
    private static readonly string[] s_stageMembers = ["sharePpm", "ids", "waitS", "successPpm", "since"];

    /// <param name="custom">Undefined where there is none.</param>
    /// <returns>Null where there is no rollout: the version is for everybody, at once.</returns>
    /// <exception cref="TufException">It cannot be read, or wants what this software does not know.</exception>
    public static Rollout? Read(JsonElement custom)
    {
        if (custom.ValueKind != JsonValueKind.Object || new MetaNode(custom, "custom").Find(Member) is not { } node) return null;
        RefuseUnknown(node, s_members);
        var stages = Stages(node["stages"]);
        return new Rollout(Name(node["id"]))
        {
            State = State(node["state"]),
            Stages = stages,
            Stage = (int)node["stage"].Integer(1, stages.Count),
            To = node.Find("to") is { } to ? Group(to) : DeviceGroup.All,
            Windows = node.Find("windows") is { } windows ? [.. Limited(windows, WindowsMax).Select(Window)] : [],
            NotBefore = node.Find("notBefore")?.Moment(),
            Spread = Seconds(node.Find("spreadS")),
            IsForced = node.Find("force")?.Boolean() ?? false,
        };
    }

    private static List<RolloutStage> Stages(MetaNode node)
    {
        var stages = new List<RolloutStage>();
        foreach (var item in Limited(node, StagesMax))
        {
            RefuseUnknown(item, s_stageMembers);
            var stage = new RolloutStage((int)item["sharePpm"].Integer(0, RolloutStage.AllPpm))
            {
                Ids = item.Find("ids") is { } ids ? Texts(ids) : new HashSet<string>(),
                Wait = Seconds(item.Find("waitS")),
                SuccessPpm = (int)(item.Find("successPpm")?.Integer(0, RolloutStage.AllPpm) ?? RolloutStage.AllPpm),
                Since = item.Find("since")?.Moment(),
            };
            if (stages.Count > 0 && stage.SharePpm < stages[^1].SharePpm) throw item.Malformed("has a smaller share than the stage before it");
            stages.Add(stage);
        }
        return stages.Count > 0 ? stages : throw node.Malformed("holds no stage");
    }

    private static DeviceGroup Group(MetaNode node)
    {
        RefuseUnknown(node, ["ids", "tags"]);
        var tags = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var (tag, values) in node.Find("tags")?.Members() ?? [])
        {
            if (tags.Count == TagsMax) throw node.Malformed($"has more than {TagsMax} tags");
            tags[tag] = Texts(values);
        }
        return new DeviceGroup(node.Find("ids") is { } ids ? Texts(ids) : new HashSet<string>(), tags);
    }

    private static MaintenanceWindow Window(MetaNode node)
    {
        RefuseUnknown(node, ["days", "from", "to"]);
        var days = node["days"].Texts().Select(day => Array.Find(Enum.GetValues<DayOfWeek>(), known => Day(known) == day) is var found && Day(found) == day ? found : throw node.Malformed($"has '{day}', which is no day as mon")).ToHashSet();
        return days.Count > 0 ? new MaintenanceWindow(days, TimeOfDay(node["from"]), TimeOfDay(node["to"])) : throw node.Malformed("has no days");
    }

    internal static string Day(DayOfWeek day) => day.ToString()[..3].ToLowerInvariant();

    private static TimeOnly TimeOfDay(MetaNode node) =>
        TimeOnly.TryParseExact(node.Text(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw node.Malformed("is no time of day as 22:30");

    private static RolloutState State(MetaNode node) => node.Text() switch
    {
        "running" => RolloutState.Running,
        "paused" => RolloutState.Paused,
        "aborted" => RolloutState.Aborted,
        _ => throw node.Malformed("is none of running, paused and aborted"),
    };

    private static TimeSpan Seconds(MetaNode? node) => node is { } told ? TimeSpan.FromSeconds(told.Integer(0, SecondsMax)) : TimeSpan.Zero;

    private static string Name(MetaNode node) => BundlePath.IsName(node.Text()) ? node.Text() : throw node.Malformed("is no name");

    private static HashSet<string> Texts(MetaNode node)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Limited(node, IdsMax))
            if (!texts.Add(item.Text()) || item.Text().Length is 0 or > TextMax) throw item.Malformed($"is there twice, empty, or longer than {TextMax} characters");
        return texts;
    }

    private static IEnumerable<MetaNode> Limited(MetaNode node, int most)
    {
        int count = 0;
        foreach (var item in node.Items()) yield return count++ < most ? item : throw node.Malformed($"has more than {most} entries");
    }

    private static void RefuseUnknown(MetaNode node, string[] known)
    {
        foreach (var (name, _) in node.Members())
            if (!known.Contains(name)) throw node.Malformed($"has '{name}', which this software does not know");
    }
}
