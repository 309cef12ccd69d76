using EdgeAppliance.Edgectl.Provision.Contract;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>What a provision.json says, beside what was said before it.</summary>
internal sealed class FactSheet
{
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _said = [];

    public FactSheet(ProvisionFacts before)
    {
        Before = before;
        Now = new ProvisionFacts { DeviceId = before.DeviceId };
        foreach (var (label, value) in before.All) Now.Set(label, value);
    }

    public ProvisionFacts Before { get; }

    /// <summary>What is kept for the next time.</summary>
    public ProvisionFacts Now { get; }

    /// <param name="note">What is said of it instead of what it was.</param>
    public void Say(string label, string value, string? note = null)
    {
        string? was = Before.Find(label);
        note ??= was == value ? "as before" : was is null ? null : $"was: {was}";
        _lines.Add(note is null ? $"{label}: {value}" : $"{label}: {value} ({note})");
        _said.Add(label);
        Now.Set(label, value);
    }

    public void Device(string id, Provisioning wish)
    {
        if (wish.DeviceId is not null) Say("Device", id);
        Now.DeviceId = id;
        if (wish.Tags is { } tags) Say("Tags", tags.Count == 0 ? "none" : string.Join(", ", tags.Select(tag => $"{tag.Key}={tag.Value}")));
    }

    public void Credentials(IReadOnlyDictionary<string, string?> all, Func<string, bool> isThere, SealingKey? with)
    {
        if (all.Count == 0) return;
        var parts = all.Select(one => one.Value is null ? $"{one.Key} (removed)" : isThere(one.Key) ? $"{one.Key} (replaced)" : one.Key);
        _lines.Add($"Credentials: {string.Join(", ", parts)}");
        if (with is null) return;
        string how = with == SealingKey.Tpm ? "sealed with this board's TPM 2.0: no other computer opens them"
            : "sealed with the host key, since this board has no TPM 2.0: whoever has the card can open them";
        Say("Sealing", how, null);
    }

    public string Report(DateTimeOffset now, bool hasRequest, IReadOnlyList<string> notes)
    {
        var left = Before.All.Where(fact => !_said.Contains(fact.Label)).Select(fact => $"{fact.Label}: {fact.Value}").ToList();
        string next = hasRequest ? "Next: have device.csr signed, save the certificate as device.crt on this card, and start the device again."
            : "Next: nothing. The device starts with what was taken over.";
        return ProvisionReport.Taken(now, [.. _lines, .. notes], left, next);
    }
}
