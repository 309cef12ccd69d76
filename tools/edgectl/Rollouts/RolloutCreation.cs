using System.CommandLine;
using System.Globalization;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Rollouts;

/// <summary><c>edgectl rollout create</c>. The bundle may be published with it, so that no device sees the one without the other.</summary>
internal sealed class RolloutCreation
{
    private readonly RepoOptions _repository = new();
    private readonly Argument<string> _id = new("id") { Description = "A name: small letters, digits and '-'. It decides which devices come first." };
    private readonly Option<string?> _bundle = new("--bundle") { Description = "A bundle's folder or archive, published with the rollout." };
    private readonly Option<string?> _version = new("--version-of") { Description = "Or a version that is published already, as pump-anomaly@2.0.0." };
    private readonly Option<string[]> _stages = new("--stage") { Description = "SHARE[:WAIT[:SUCCESS]], as 10%:1d:98%; once for each stage. Without it all devices at once." };
    private readonly Option<string[]> _first = new("--first") { Description = "Ids of devices that are in the first stage whatever its share, with ',' between them." };
    private readonly Option<string[]> _ids = new("--ids") { Description = "Only these devices, and those of the tags." };
    private readonly Option<string[]> _tags = new("--tag") { Description = "Only devices with one of these values, as site=north,west; each tag that is named must fit." };
    private readonly Option<string[]> _windows = new("--window") { Description = "When devices may begin, by their own clocks, as 'mon-fri 22:00-04:00'; may be given again." };
    private readonly Option<string?> _spread = new("--spread") { Description = "A stage's devices begin spread over so long, as 1h." };
    private readonly Option<DateTimeOffset?> _notBefore = new("--not-before") { Description = "No device begins before this moment." };
    private readonly Option<bool> _force = new("--force") { Description = "Devices wait neither for windows nor for their moment of the spread." };
    private readonly Option<bool> _paused = new("--paused") { Description = "Nobody begins until it is resumed." };
    private readonly Option<bool> _json = RolloutCommand.Json();

    public static Command Create(Surroundings around)
    {
        var creation = new RolloutCreation();
        var command = new Command("create", "Say to whom a version goes, and publish that.");
        creation._repository.AddTo(command);
        command.Add(creation._id);
        foreach (var option in new Option[] { creation._bundle, creation._version, creation._stages, creation._first, creation._ids, creation._tags, creation._windows, creation._spread, creation._notBefore, creation._force, creation._paused, creation._json })
            command.Add(option);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () => creation.Run(parsed, around)));
        return command;
    }

    private void Run(ParseResult parsed, Surroundings around)
    {
        var now = around.Time.GetUtcNow();
        var repository = TufRepository.Open(parsed.GetValue(_repository.Folder)!);
        var rollout = Read(parsed).Begun(now);
        var (bundle, version) = Version(parsed, repository);
        new RolloutBook(repository).Create(bundle, version, rollout);
        repository.Publish(_repository.Load(parsed), new Lifetimes(), now);
        var created = new PublishedRollout(bundle, version, rollout);
        if (parsed.GetValue(_json)) RolloutView.WriteJson(around.Screen, [created]);
        else RolloutView.Write(around, [created]);
    }

    private (string, string) Version(ParseResult parsed, TufRepository repository)
    {
        var (folder, known) = (parsed.GetValue(_bundle), parsed.GetValue(_version));
        if (folder is null == known is null) throw new InvalidDataException("one of --bundle and --version-of is needed");
        if (known is not null) return known.Split('@') is [var name, var of] ? (name, of) : throw new InvalidDataException($"'{known}' is no version as pump-anomaly@2.0.0");
        string scratch = Directory.CreateTempSubdirectory("edgectl-rollout-").FullName;
        try
        {
            string[] published = BundleTargets.Add(repository, folder!, scratch)[0].Split('/');
            return (published[1], published[2]);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private Rollout Read(ParseResult parsed)
    {
        string[] texts = parsed.GetValue(_stages) is { Length: > 0 } given ? given : ["100%"];
        RolloutStage[] stages = [.. texts.Select(StageText.Parse)];
        if ((parsed.GetValue(_first) ?? []).SelectMany(GroupText.List).ToHashSet() is { Count: > 0 } first) stages[0] = stages[0] with { Ids = first };
        string? spread = parsed.GetValue(_spread);
        return new Rollout(parsed.GetValue(_id)!)
        {
            State = parsed.GetValue(_paused) ? RolloutState.Paused : RolloutState.Running,
            Stages = stages,
            To = GroupText.Parse(parsed.GetValue(_ids) ?? [], parsed.GetValue(_tags) ?? []),
            Windows = [.. (parsed.GetValue(_windows) ?? []).Select(WindowText.Parse)],
            Spread = spread is null ? TimeSpan.Zero : DurationText.TryParse(spread) ?? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"'{spread}' is no duration as 90s, 15m, 2h or 1d")),
            NotBefore = parsed.GetValue(_notBefore),
            IsForced = parsed.GetValue(_force),
        };
    }
}
