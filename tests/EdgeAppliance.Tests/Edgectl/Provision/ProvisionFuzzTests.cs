using System.Text;
using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Edgectl.Provision;

/// <summary>Anybody can write a card's FAT partition.</summary>
public sealed class ProvisionFuzzTests
{
    private const int Cases = 5000;

    private static readonly string[] s_tokens =
    [
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1e999", "\\ud800", "\\u0000", "\\n", "\\r\\n[Network]\\nDHCP=no", "${file:/etc/shadow}", "../", "//", "/*", "\"psk\":", "\"addresses\":",
        "\"::1/128\"", "\"${credential:x}\"", "ssh-ed25519 ", "-----BEGIN CERTIFICATE-----", "\"root\": {", "\"request\": true", "\"version\": 2", "\u00e9", "\"=\"",
    ];

    [Fact]
    public void Read_DamagedFile_GivesItOrItsErrors()
    {
        byte[] example = File.ReadAllBytes(Path.Combine(ProjectReferences.Root, "firmware", "provision.example.json"));
        var random = new Random(20261127);
        int good = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] damaged = Damage(example, random);
            var read = ProvisionReader.Read("provision.json", damaged, out var errors);
            Assert.Equal(read is null, errors.Count > 0);
            Assert.All(errors, error => Assert.True(error.Line >= 1 && error.Text.Length > 0, error.ToString()));
            if (read is null) continue;
            good++;
            CheckFiles(read);
        }
        Assert.InRange(good, Cases / 100, Cases);
    }

    /// <summary>No text may add a line, or a section, to a file that is read line by line.</summary>
    private static void CheckFiles(Provisioning read)
    {
        if (read.Network?.Wired is { } wired) Assert.Equal(2 + (wired.Addresses.Count == 0 ? 1 : 0), Count(NetworkFiles.Wired(wired), "["));
        if (read.Network?.Wifi is not { } wifi) return;
        string[] lines = Encoding.UTF8.GetString(NetworkFiles.Supplicant(wifi)).Split('\n');
        Assert.Single(lines, line => line.StartsWith("network={", StringComparison.Ordinal));
        Assert.Single(lines, line => line == "}");
        Assert.Single(lines, line => line.StartsWith("    ssid=", StringComparison.Ordinal));
        foreach (string key in read.SshKeys ?? []) Assert.DoesNotContain('\n', key);
    }

    private static int Count(byte[] file, string start) => Encoding.UTF8.GetString(file).Split('\n').Count(line => line.StartsWith(start, StringComparison.Ordinal));

    private static byte[] Damage(byte[] example, Random random)
    {
        var bytes = example.ToList();
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_tokens[random.Next(s_tokens.Length)])); break;
                case 3: bytes[at] = (byte)"0123456789abc\"{}[],: "[random.Next(21)]; break;
                default: bytes.InsertRange(at, bytes.Slice(random.Next(bytes.Count / 2), random.Next(1, 60))); break;
            }
        }
        return [.. bytes];
    }
}
