using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Edgectl.Repo.Signers;
using EdgeAppliance.Edgectl.Rollouts;
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
        Timestamp(around),
        DelegateCommand.Create(around),
        ExportCommand.Create(around),
        PushOciCommand.Create(around),
        Verify(around),
    };

    private static Command Init(Surroundings around)
    {
        var folder = new RepoOptions().Folder;
        var keys = new Option<string>("--keys") { Description = "The folder that the private keys are put into.", Required = true };
        var command = new Command("init", "Make a repository and keys for its roles: ECDSA, and ML-DSA beside it for root and targets.") { folder, keys };
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
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
        var options = new RepoOptions();
        var bundles = new Option<string[]>("--bundle") { Description = "A bundle's folder or archive to put in; may be given again." };
        var role = new Option<string?>("--role") { Description = "The delegated role that tells of them; else targets does." };
        var command = new Command("publish", "Put bundles in, and sign anew what has changed or grows old; without bundles the timestamp alone.") { bundles, role };
        options.AddTo(command);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            var repository = TufRepository.Open(parsed.GetValue(options.Folder)!);
            var delegation = parsed.GetValue(role) is { } name ? repository.Delegations.Find(known => known.Name == name) ?? throw new InvalidDataException($"there is no role '{name}': 'edgectl repo delegate' makes it") : null;
            string scratch = Directory.CreateTempSubdirectory("edgectl-repo-").FullName;
            try
            {
                foreach (string bundle in parsed.GetValue(bundles) ?? [])
                    foreach (string target in BundleTargets.Add(repository, bundle, scratch, delegation)) around.Screen.Line($"+ {target}");
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
            repository.Publish(options.Load(parsed), new Lifetimes(), around.Time.GetUtcNow());
            around.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"published: {repository.Targets.Count + repository.Delegations.Sum(other => other.Targets.Count)} targets"));
        }));
        return command;
    }

    private static Command AddKey(Surroundings around)
    {
        var (options, role) = (new RepoOptions(), Role());
        var key = new Option<string>("--key") { Description = "The key's file in PEM, private or public, or a pkcs11: URI.", Required = true };
        var threshold = new Option<int>("--threshold") { Description = "So many of the role's keys must sign from now on.", DefaultValueFactory = _ => 0 };
        var command = new Command("add-key", "Give a role another key; root signs that.");
        options.AddTo(command);
        command.Add(role);
        command.Add(key);
        command.Add(threshold);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            var repository = TufRepository.Open(parsed.GetValue(options.Folder)!);
            var own = repository.Roles[parsed.GetValue(role)!];
            var (added, signer) = NewKey(parsed.GetValue(key)!);
            own.Add(added);
            if (parsed.GetValue(threshold) is > 0 and var wanted) own.Threshold = wanted;
            repository.ChangeRoot();
            if (parsed.GetValue(role) == "targets") repository.ChangeTargets();
            repository.Publish([.. options.Load(parsed), .. signer is null ? Array.Empty<TufSigner>() : [signer]], new Lifetimes(), around.Time.GetUtcNow());
            around.Screen.Line($"{parsed.GetValue(role)} has the key {added.Id[..16]}");
        }));
        return command;
    }

    private static Command Rotate(Surroundings around)
    {
        var (folder, role) = (new RepoOptions().Folder, Role());
        var keys = new Option<string>("--keys") { Description = "The folder with private keys, into which the new ones are put.", Required = true };
        var command = new Command("rotate", "Give a role new keys in place of all that it has; root signs that, by its old keys and its new ones.") { folder, role, keys };
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
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

    private static Command Timestamp(Surroundings around)
    {
        var options = new RepoOptions();
        var command = new Command("timestamp", "Sign a new timestamp and nothing else: its key may be the only one on a server.");
        options.AddTo(command);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            var repository = TufRepository.Open(parsed.GetValue(options.Folder)!);
            var until = repository.PublishTimestamp(options.Load(parsed), new Lifetimes(), around.Time.GetUtcNow());
            around.Screen.Line($"good until {Amounts.Moment(until)}");
        }));
        return command;
    }

    private static Command Verify(Surroundings around)
    {
        var folder = new RepoOptions().Folder;
        var root = new Option<string?>("--root") { Description = "The root that devices start from; else the repository's first." };
        var goodFor = new Option<string>("--good-for") { Description = "It must still be sound after so long, as 3d.", DefaultValueFactory = _ => "0s" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("verify", "Go through a repository as a device would: every role, every target's bytes, every bundle.") { folder, root, goodFor, json };
        command.SetAction((parsed, stop) => RepoOptions.GuardAsync(around.Screen, async () =>
        {
            string path = parsed.GetValue(folder)!;
            byte[] first = await File.ReadAllBytesAsync(parsed.GetValue(root) ?? Path.Combine(path, FolderSource.Metadata, "1.root.json"), stop);
            var later = DurationText.TryParse(parsed.GetValue(goodFor)!) ?? throw new InvalidDataException($"'{parsed.GetValue(goodFor)}' is no duration as 90s, 15m, 2h or 1d");
            var check = await RepositoryCheck.Run(path, first, around.Time.GetUtcNow() + later, stop);
            if (parsed.GetValue(json)) around.Screen.Json(writer => WriteJson(writer, check));
            else Write(around.Screen, check);
        }));
        return command;
    }

    private static void Write(Screen screen, RepositoryCheck check)
    {
        foreach (var (role, until) in check.GoodUntil.OrderBy(role => role.Value)) screen.Line($"{role}: good until {Amounts.Moment(until)}");
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"sound: {check.Targets.Count} targets"));
    }

    private static void WriteJson(Utf8JsonWriter json, RepositoryCheck check)
    {
        json.WriteStartObject();
        json.WriteNumber("targets", check.Targets.Count);
        json.WriteStartObject("goodUntil");
        foreach (var (role, until) in check.GoodUntil) json.WriteString(role, until);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static Argument<string> Role()
    {
        var role = new Argument<string>("role") { Description = "root, targets, snapshot or timestamp." };
        role.AcceptOnlyFromAmong(s_roles);
        return role;
    }

    /// <returns>The key, and its private part where that is at hand.</returns>
    private static (TufKey Key, TufSigner? Signer) NewKey(string text)
    {
        if (!text.StartsWith(Pkcs11Uri.Scheme, StringComparison.Ordinal) && PublicKeyPem.TryRead(File.ReadAllText(text)) is { } known) return (known, null);
        var signer = text.StartsWith(Pkcs11Uri.Scheme, StringComparison.Ordinal) ? SignerText.Parse(text) : KeyFolder.Read(text);
        return (signer.Key, signer);
    }
}
