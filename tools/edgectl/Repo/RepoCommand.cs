using System.CommandLine;
using System.Globalization;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary><c>edgectl repo</c>: an update repository in a folder, which any web server hands out.</summary>
internal static class RepoCommand
{
    private static readonly string[] s_roles = ["root", "targets", "snapshot", "timestamp"];

    /// <summary>Whoever holds these alone can hold back, but not forge.</summary>
    private static readonly string[] s_online = ["snapshot", "timestamp"];

    public static Command Create(Surroundings around) => new("repo", "An update repository (The Update Framework) in a folder.")
    {
        Init(around),
        Publish(around),
        AddKey(around),
        Rotate(around),
        Verify(around),
    };

    private static Command Init(Surroundings around)
    {
        var (folder, keys) = (Folder(), Keys());
        var command = new Command("init", "Make a repository and keys for its roles: ECDSA, and ML-DSA beside it for root and targets.") { folder, keys };
        command.SetAction(parsed => Guard(around.Screen, () =>
        {
            var repository = TufRepository.Create(parsed.GetValue(folder)!);
            var made = new KeyFolder(parsed.GetValue(keys)!);
            var signers = new List<TufSigner>();
            foreach (string role in s_roles)
            {
                foreach (var signer in made.Generate(role, withMlDsa: !s_online.Contains(role)))
                {
                    repository.Roles[role].Add(signer.Key);
                    signers.Add(signer);
                }
            }
            repository.Publish(signers, new Lifetimes(), around.Time.GetUtcNow());
            around.Screen.Line($"{parsed.GetValue(folder)} is a repository; devices start from its {FolderSource.Metadata}/1.root.json");
            around.Screen.Line($"keep root's keys, in {parsed.GetValue(keys)}, off line; publishing needs targets', snapshot's and timestamp's");
        }));
        return command;
    }

    private static Command Publish(Surroundings around)
    {
        var (folder, keys) = (Folder(), Keys());
        var bundles = new Option<string[]>("--bundle") { Description = "A bundle's folder to put in; may be given again." };
        var command = new Command("publish", "Put bundles in, and sign anew what has changed or grows old; without bundles the timestamp alone.") { folder, keys, bundles };
        command.SetAction(parsed => Guard(around.Screen, () =>
        {
            var repository = TufRepository.Open(parsed.GetValue(folder)!);
            string scratch = Directory.CreateTempSubdirectory("edgectl-repo-").FullName;
            try
            {
                foreach (string bundle in parsed.GetValue(bundles) ?? [])
                    foreach (string target in BundleTargets.Add(repository, bundle, scratch)) around.Screen.Line($"+ {target}");
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
            repository.Publish(new KeyFolder(parsed.GetValue(keys)!).Load(), new Lifetimes(), around.Time.GetUtcNow());
            around.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"published: {repository.Targets.Count} targets"));
        }));
        return command;
    }

    private static Command AddKey(Surroundings around)
    {
        var (folder, keys, role) = (Folder(), Keys(), Role());
        var key = new Option<string>("--key") { Description = "The key's file, in PEM.", Required = true };
        var threshold = new Option<int>("--threshold") { Description = "So many of the role's keys must sign from now on.", DefaultValueFactory = _ => 0 };
        var command = new Command("add-key", "Give a role another key; root signs that.") { folder, role, keys, key, threshold };
        command.SetAction(parsed => Guard(around.Screen, () =>
        {
            var repository = TufRepository.Open(parsed.GetValue(folder)!);
            var own = repository.Roles[parsed.GetValue(role)!];
            var signer = KeyFolder.Read(parsed.GetValue(key)!);
            own.Add(signer.Key);
            if (parsed.GetValue(threshold) is > 0 and var wanted) own.Threshold = wanted;
            repository.ChangeRoot();
            if (parsed.GetValue(role) == "targets") repository.ChangeTargets();
            repository.Publish([.. new KeyFolder(parsed.GetValue(keys)!).Load(), signer], new Lifetimes(), around.Time.GetUtcNow());
            around.Screen.Line($"{parsed.GetValue(role)} has the key {signer.Key.Id[..16]}");
        }));
        return command;
    }

    private static Command Rotate(Surroundings around)
    {
        var (folder, keys, role) = (Folder(), Keys(), Role());
        var command = new Command("rotate", "Give a role new keys in place of all that it has; root signs that, by its old keys and its new ones.") { folder, role, keys };
        command.SetAction(parsed => Guard(around.Screen, () =>
        {
            var repository = TufRepository.Open(parsed.GetValue(folder)!);
            string name = parsed.GetValue(role)!;
            var kept = new KeyFolder(parsed.GetValue(keys)!);
            var own = repository.Roles[name];
            foreach (var old in own.Keys.ToArray()) own.Remove(old.Id);
            var before = kept.Load();
            var made = kept.Generate(name, withMlDsa: !s_online.Contains(name));
            foreach (var signer in made) own.Add(signer.Key);
            repository.ChangeRoot();
            if (name == "targets") repository.ChangeTargets();
            repository.Publish([.. before, .. made], new Lifetimes(), around.Time.GetUtcNow());
            around.Screen.Line($"{name} has new keys; the old ones count no more");
        }));
        return command;
    }

    private static Command Verify(Surroundings around)
    {
        var folder = Folder();
        var root = new Option<string?>("--root") { Description = "The root that devices start from; else the repository's first." };
        var command = new Command("verify", "Go through a repository as a device would, every target's bytes included.") { folder, root };
        command.SetAction((parsed, stop) => GuardAsync(around.Screen, async () =>
        {
            string path = parsed.GetValue(folder)!;
            byte[] first = await File.ReadAllBytesAsync(parsed.GetValue(root) ?? Path.Combine(path, FolderSource.Metadata, "1.root.json"), stop);
            string cache = Directory.CreateTempSubdirectory("edgectl-repo-").FullName;
            try
            {
                int targets = await RepositoryCheck.Run(path, first, cache, around.Time.GetUtcNow(), stop);
                around.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"sound: {targets} targets"));
            }
            finally
            {
                Directory.Delete(cache, recursive: true);
            }
        }));
        return command;
    }

    private static Argument<string> Folder() => new("folder") { Description = "The repository's folder." };

    private static Option<string> Keys() => new("--keys") { Description = "The folder with private keys.", Required = true };

    private static Argument<string> Role()
    {
        var role = new Argument<string>("role") { Description = "root, targets, snapshot or timestamp." };
        role.AcceptOnlyFromAmong(s_roles);
        return role;
    }

    private static int Guard(Screen screen, Action run) => GuardAsync(screen, () =>
    {
        run();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    private static async Task<int> GuardAsync(Screen screen, Func<Task> run)
    {
        try
        {
            await run();
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is TufException or BundleException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            screen.Fail(e.Message);
            return ExitCodes.Failed;
        }
    }
}
