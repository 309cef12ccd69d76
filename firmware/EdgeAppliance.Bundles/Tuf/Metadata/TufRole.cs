using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Whose signatures metadata needs.</summary>
/// <param name="Keys">Those of the role that are told of; an id without a key is left out, and signs nothing.</param>
/// <param name="Threshold">So many different keys must have signed.</param>
public sealed record TufRole(IReadOnlyList<TufKey> Keys, int Threshold)
{
    /// <summary>Where schemes are required, so many keys of each must have signed.</summary>
    /// <exception cref="TufException">Too few have.</exception>
    public void Verify(TufDocument document, string name, IReadOnlyList<string> requiredSchemes)
    {
        var signed = new HashSet<(string, string, string)>();
        var seen = new HashSet<string>();
        var ofScheme = new Dictionary<string, int>();
        foreach (var signature in document.Signatures)
        {
            if (signature.Value.Length == 0 || !seen.Add(signature.KeyId)) continue;
            foreach (var key in Keys)
            {
                if (key.Id != signature.KeyId || signed.Contains(key.Identity) || !key.Verifies(document.SignedBytes, signature.Value)) continue;
                signed.Add(key.Identity);
                ofScheme[key.Scheme] = ofScheme.GetValueOrDefault(key.Scheme) + 1;
                break;
            }
        }
        if (signed.Count < Threshold) throw new TufException(TufFailure.TooFewSignatures, $"{name} is signed by {signed.Count} of its keys; {Threshold} must have.");
        foreach (string scheme in requiredSchemes)
            if (ofScheme.GetValueOrDefault(scheme) is var count && count < Threshold)
                throw new TufException(TufFailure.TooFewSignatures, $"{name} is signed by {count} of its {scheme} keys; this device wants {Threshold}.");
    }
}
