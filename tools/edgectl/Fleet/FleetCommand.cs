using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Rollouts;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Fleet;

/// <summary><c>edgectl fleet watch</c>: the reported state of a fleet, and what is done by it.</summary>
internal sealed class FleetCommand
{
    private readonly RepoOptions _repository = new();
    private readonly Option<Uri> _broker = new("--broker") { Description = "As mqtts://broker.example:8883.", Required = true, CustomParser = Url };
    private readonly Option<string?> _user = new("--user") { Description = "The user at the broker." };
    private readonly Option<string?> _password = new("--password-file") { Description = "A file whose first line is the user's password." };
    private readonly Option<string?> _authority = new("--ca") { Description = "The authority that signed the broker's certificate, in PEM; else those that this machine trusts." };
    private readonly Option<string?> _rollout = new("--rollout") { Description = "The rollout's id; else all are shown." };
    private readonly Option<int?> _promoteAt = new("--promote-at") { Description = "Begin the next stage once so many have committed, as 98%.", CustomParser = Share };
    private readonly Option<int?> _abortAt = new("--abort-at") { Description = "Abort where more than so many have failed, as 2%.", CustomParser = Share };
    private readonly Option<bool> _act = new("--act") { Description = "Promote and abort by the shares that the rollout itself names." };
    private readonly Option<bool> _once = new("--once") { Description = "Show how it is, and end." };
    private readonly Option<string> _settle = new("--settle") { Description = "Decide nothing until no device has been heard of for the first time for so long.", DefaultValueFactory = _ => "5s" };
    private readonly Option<bool> _json = RolloutCommand.Json();

    public static Command Create(Surroundings around)
    {
        var watch = new Command("watch", "How rollouts stand on the devices, live; with --rollout and --act, --promote-at or --abort-at it goes on or stops by itself.");
        var fleet = new FleetCommand();
        fleet._repository.AddTo(watch);
        foreach (var option in new Option[] { fleet._broker, fleet._user, fleet._password, fleet._authority, fleet._rollout, fleet._promoteAt, fleet._abortAt, fleet._act, fleet._once, fleet._settle, fleet._json }) watch.Add(option);
        watch.SetAction((parsed, stop) => ControlCommand.Guard(around.Screen, async () =>
        {
            int code = ExitCodes.Done;
            int failed = await RepoOptions.GuardAsync(around.Screen, async () => code = await fleet.Run(parsed, around, stop));
            return failed == ExitCodes.Done ? code : failed;
        }));
        return new Command("fleet", "Many devices at once.") { watch };
    }

    private async Task<int> Run(ParseResult parsed, Surroundings around, CancellationToken stop)
    {
        bool acts = parsed.GetValue(_act) || parsed.GetValue(_promoteAt) is not null || parsed.GetValue(_abortAt) is not null;
        if (acts && parsed.GetValue(_rollout) is null) throw new InvalidDataException("name the --rollout that is to be promoted or aborted");
        var options = new FleetWatchOptions(parsed.GetValue(_repository.Folder)!, parsed.GetValue(_rollout), new FleetRule(parsed.GetValue(_promoteAt), parsed.GetValue(_abortAt)), acts, parsed.GetValue(_once), parsed.GetValue(_json))
        {
            Settle = DurationText.TryParse(parsed.GetValue(_settle)!) ?? throw new InvalidDataException($"'{parsed.GetValue(_settle)}' is no duration as 5s"),
        };
        await using var broker = new FleetBroker(new FleetBrokerOptions(parsed.GetValue(_broker)!, parsed.GetValue(_user), PasswordFile.Read(parsed.GetValue(_password)), parsed.GetValue(_authority)));
        return await new FleetWatch(broker, options, acts ? _repository.Load(parsed) : [], around).Run(stop);
    }

    private static int? Share(ArgumentResult result)
    {
        if (ShareText.TryParse(result.Tokens[0].Value) is { } share) return share;
        result.AddError($"'{result.Tokens[0].Value}' is no share as 98%");
        return null;
    }

    private static Uri? Url(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url is { Scheme: "mqtt" or "mqtts", Host.Length: > 0 }) return url;
        result.AddError($"'{result.Tokens[0].Value}' is no broker as mqtts://broker.example:8883");
        return null;
    }
}
