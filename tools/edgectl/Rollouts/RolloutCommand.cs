using System.CommandLine;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Rollouts;

/// <summary><c>edgectl rollout</c>: to whom a version goes, stage by stage. Each step is signed and published; devices find it there.</summary>
internal static class RolloutCommand
{
    public static Command Create(Surroundings around) => new("rollout", "To whom a version goes, stage by stage, signed into a repository.")
    {
        RolloutCreation.Create(around),
        Status(around),
        Promote(around),
        Change(around, "pause", "No further device begins, until it is resumed.", rollout => rollout.Pause()),
        Change(around, "resume", "Goes on where it was paused.", rollout => rollout.Resume()),
        Change(around, "abort", "No further device begins, for good; devices take the version before where that is newer than theirs.", rollout => rollout.Abort()),
    };

    private static Command Status(Surroundings around)
    {
        var folder = new RepoOptions().Folder;
        var json = Json();
        var command = new Command("status", "The rollouts of a repository.") { folder, json };
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            var all = new RolloutBook(TufRepository.Open(parsed.GetValue(folder)!)).All;
            if (parsed.GetValue(json)) RolloutView.WriteJson(around.Screen, all);
            else RolloutView.Write(around, all);
        }));
        return command;
    }

    private static Command Promote(Surroundings around)
    {
        var early = new Option<bool>("--early") { Description = "Though the stage before it has not lasted as long as it shall." };
        return Change(around, "promote", "Begin the next stage.", (rollout, parsed) => rollout.Promote(around.Time.GetUtcNow(), parsed.GetValue(early)), early);
    }

    private static Command Change(Surroundings around, string name, string description, Func<Rollout, Rollout> change) => Change(around, name, description, (rollout, _) => change(rollout));

    private static Command Change(Surroundings around, string name, string description, Func<Rollout, ParseResult, Rollout> change, params Option[] more)
    {
        var options = new RepoOptions();
        var id = new Argument<string>("id") { Description = "The rollout's id." };
        var json = Json();
        var command = new Command(name, description);
        options.AddTo(command);
        command.Add(id);
        foreach (var option in more) command.Add(option);
        command.Add(json);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            var repository = TufRepository.Open(parsed.GetValue(options.Folder)!);
            var changed = new RolloutBook(repository).Change(parsed.GetValue(id)!, rollout => change(rollout, parsed));
            repository.Publish(options.Load(parsed), new Lifetimes(), around.Time.GetUtcNow());
            if (parsed.GetValue(json)) RolloutView.WriteJson(around.Screen, [changed]);
            else RolloutView.Write(around, [changed]);
        }));
        return command;
    }

    internal static Option<bool> Json() => new("--json") { Description = "Print JSON." };
}
