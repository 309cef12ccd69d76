namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>Adds base values to a pack's records, in their order (RFC 8428 section 4.6).</summary>
internal sealed class SenMlResolver(SenMlLimits limits)
{
    private const int VersionMax = 10;

    private readonly List<SenMlRecord> _records = [];
    private string _baseName = "";
    private double _baseTime;
    private string? _baseUnit;
    private double? _baseValue;
    private double? _baseSum;
    private double _version = VersionMax;

    public IReadOnlyList<SenMlRecord> Records => _records;

    public SenMlError Add(SenMlFields fields)
    {
        if (_records.Count == limits.RecordsMax) return SenMlError.TooManyRecords;
        _baseName = fields.BaseName ?? _baseName;
        _baseTime = fields.BaseTime ?? _baseTime;
        _baseUnit = fields.BaseUnit ?? _baseUnit;
        _baseValue = fields.BaseValue ?? _baseValue;
        _baseSum = fields.BaseSum ?? _baseSum;
        // Section 4.4: a version that is newer than what is known must be refused; one pack has one version.
        if (fields.BaseVersion is { } version && (version != Math.Floor(version) || version < 1 || version > VersionMax || (_records.Count > 0 && version != _version)))
            return SenMlError.VersionUnknown;
        _version = fields.BaseVersion ?? _version;
        return Resolve(fields);
    }

    private SenMlError Resolve(SenMlFields fields)
    {
        string name = _baseName + fields.Name;
        if (name.Length > limits.NameBytesMax) return SenMlError.NameTooLong;
        if (!IsName(name)) return SenMlError.NameInvalid;
        int values = (fields.Value is null ? 0 : 1) + (fields.Text is null ? 0 : 1) + (fields.Flag is null ? 0 : 1) + (fields.Data is null ? 0 : 1);
        double? sum = fields.Sum is null && _baseSum is null ? null : (fields.Sum ?? 0) + (_baseSum ?? 0);
        // Section 4.5.4: a base value counts as a value of 0 to which it is added, unless the record has a value of another kind.
        double? value = values > 0 && fields.Value is null ? null : fields.Value is null && _baseValue is null ? null : (fields.Value ?? 0) + (_baseValue ?? 0);
        if (values > 1 || (values == 0 && value is null && sum is null)) return SenMlError.ValueCount;
        double time = _baseTime + (fields.Time ?? 0);
        if (!double.IsFinite(time) || !double.IsFinite(value ?? 0) || !double.IsFinite(sum ?? 0) || !double.IsFinite(fields.Update ?? 0)) return SenMlError.NumberOutOfRange;
        _records.Add(new SenMlRecord(name, fields.Unit ?? _baseUnit, time)
        {
            Value = value, Text = fields.Text, Flag = fields.Flag, Data = fields.Data, Sum = sum, UpdateSeconds = fields.Update,
        });
        return SenMlError.None;
    }

    // Section 4.5.1: letters, digits and - : . / _, the first of them a letter or digit.
    private static bool IsName(string name)
    {
        if (name.Length == 0 || !char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (char c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or ':' or '.' or '/' or '_')) return false;
        return true;
    }
}
